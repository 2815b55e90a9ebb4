agency {
  name          = "Quayside Media"
  hub_id        = 5204417
  email_domains = ["quayside.example"]

  # apply opens a run. What HubSpot's API can make, accredit run resume makes; the
  # rest are tasks.
  execution = "run"

  acting_admins = [employee.mona]

  guardrails {
    max_removals = "50%"
  }
}

permission_set "editor" {
  description = "Writes pages, the blog and e-mails, and sees everything else."
  extends     = [permission_set.view_only]
  permissions = {
    "marketing.access"     = true
    "marketing.blog.*"     = true
    "marketing.email.edit" = true
    "marketing.files.edit" = true
  }
}

# Mona made the keys of the connected accounts, and answers for them.
employee "mona" {
  email = "mona@quayside.example"
  name  = "Mona Halloran"
  roles = ["super_admin"]
}

employee "leo" {
  email = "leo@quayside.example"
  name  = "Leo Brandt"
}

employee "finn" {
  email = "finn@quayside.example"
  name  = "Finn Aalto"
}
