CREATE TABLE broken (id no_such_type);
