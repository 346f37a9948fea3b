print("I am Python", [n for n in range(3)])
