# A label that nobody has.

team "support" {
  members = [employee.bobb]
}
