# The people of the agency. A person is their e-mail address; the label
# (maria) is only the name by which other blocks refer to them.
employee "maria" {
  email = "maria@northwind.example"
  name  = "Maria Olsen"
  roles = ["super_admin"] # in the partner account
}

employee "bob" {
  email = "bob@northwind.example"
  name  = "Bob Ray"
}

contractor "dan" {
  email = "dan@freelance.example"
  name  = "Dan Wu"
}

# When bob leaves, write status = "left" into his block: the next plan removes
# him from every client.

team "growth" {
  members = [employee.maria, employee.bob, contractor.dan]
}
