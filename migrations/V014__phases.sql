-- Whole milliseconds from one moment to another: two clocks may disagree, and then it is none. Unknown where one of them is.
create function millis(earlier timestamptz, later timestamptz) returns bigint language sql immutable parallel safe as $$
  select case when later >= earlier then round(extract(epoch from later - earlier) * 1000)::bigint when later < earlier then 0 end
$$;
