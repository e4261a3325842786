using Pipeline.Actors.Messages;

namespace Pipeline.Actors.Calls;

/// <summary>What a request takes from its caller and its host.</summary>
internal readonly record struct CallOrigin(Dictionary<string, object>? Context, long DeadlineMs, MessageCopier? Copier);
