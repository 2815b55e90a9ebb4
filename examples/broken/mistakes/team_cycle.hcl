# A team may contain teams, but not itself, not even through another.

team "north" {
  members = [employee.maria, team.south]
}

team "south" {
  members = [employee.bob, team.north]
}
