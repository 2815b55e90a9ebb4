package cli

import "log/slog"

// logLevels are what --log-level takes.
var logLevels = map[string]slog.Level{"debug": slog.LevelDebug, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError}

// log is for whoever looks for the reason of something: on standard error,
// and silent unless --log-level asks. What users are to know is printed, not
// logged.
func (a *app) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: logLevels[a.flags.logLevel]}))
}
