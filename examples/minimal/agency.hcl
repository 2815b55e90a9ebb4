agency {
  name          = "Lighthouse Studio"
  hub_id        = 2200417
  email_domains = ["lighthouse.example"]
}

employee "ada" {
  email = "ada@lighthouse.example"
  name  = "Ada Kowalska"
}

employee "sam" {
  email = "sam@lighthouse.example"
  name  = "Sam Adeyemi"
}

permission_set "blogger" {
  description = "Writes and publishes the blog, and sees everything else."
  extends     = [permission_set.view_only]
  permissions = {
    "marketing.access"     = true
    "marketing.blog.*"     = true
    "marketing.files.edit" = true
    "crm.contacts.edit"    = "own"
  }
}
