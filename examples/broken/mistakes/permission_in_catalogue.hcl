# A permission block is for what the catalogue does not have.

permission "crm.contacts.edit" {
  kind        = "scope"
  description = "Edit contacts."
}
