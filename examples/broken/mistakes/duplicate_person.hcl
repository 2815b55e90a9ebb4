# A person is their e-mail, whatever the label, and upper case makes no difference.

employee "robert" {
  email = "Bob@Northwind.example"
  name  = "Robert Ray"
}
