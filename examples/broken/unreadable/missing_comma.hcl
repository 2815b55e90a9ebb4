# The lines of a list end in commas, those of a block do not.

team "support" {
  members = [
    employee.olga
    employee.omar,
  ]
}
