# Two blocks of a kind with one label: employee.pia could be either.

employee "pia" {
  email = "pia@northwind.example"
  name  = "Pia Moser"
}

employee "pia" {
  email = "pia.moser@northwind.example"
  name  = "Pia Moser"
}
