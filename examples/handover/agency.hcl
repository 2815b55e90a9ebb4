agency {
  name          = "Harbour Street Digital"
  hub_id        = 3300518
  email_domains = ["harbourstreet.example"]

  # apply opens a run: people make its steps in HubSpot, and each is recorded when
  # somebody says that it is done, or an export shows it.
  execution = "run"

  # Whom plans ask first to make a step.
  acting_admins = [employee.nora]

  guardrails {
    max_removals       = "50%"
    min_partner_admins = 1
  }
}

permission_set "copywriter" {
  description = "Writes pages, the blog and e-mails, and sees everything else."
  extends     = [permission_set.view_only]
  permissions = {
    "marketing.access"     = true
    "marketing.blog.*"     = true
    "marketing.email.edit" = true
    "marketing.files.edit" = true
  }
}
