# A set that extends itself, through another.

permission_set "writer" {
  extends = [permission_set.editor]
  permissions = {
    "marketing.blog.edit" = true
  }
}

permission_set "editor" {
  extends = [permission_set.writer]
  permissions = {
    "marketing.blog.publish" = true
  }
}
