# A permission that the catalogue does not have. One that it lacks, such as the
# records of an installed app, is declared with a permission block.

permission_set "unknown_permission" {
  permissions = {
    "crm.contact.edit" = "all"
  }
}
