# A list that never ends.

employee "omar" {
  email = "omar@northwind.example"
  name  = "Omar Saleh"
  roles = ["super_admin"
}
