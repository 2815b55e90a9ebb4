# Nora keeps the agency's clients in order: she may add and remove people in the
# partner account, and speak for others in accredit.
employee "nora" {
  email = "nora@harbourstreet.example"
  name  = "Nora Lindqvist"
  roles = ["super_admin"]
}

employee "owen" {
  email = "owen@harbourstreet.example"
  name  = "Owen Achebe"
  roles = ["manage_partner_employees"]
}

employee "ines" {
  email = "ines@harbourstreet.example"
  name  = "Ines Duarte"
}

employee "paul" {
  email = "paul@harbourstreet.example"
  name  = "Paul Sato"
}

contractor "ruth" {
  email = "ruth@letterpress.example"
  name  = "Ruth Okafor"
}
