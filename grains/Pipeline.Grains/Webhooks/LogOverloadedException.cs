namespace Pipeline.Grains.Webhooks;

/// <summary>The log takes no more at present; nothing was written, and the same may be tried again.</summary>
internal sealed class LogOverloadedException(string who) : Exception($"The log takes nothing of {who} at present.");
