namespace Pipeline.Client;

/// <summary>Gathers what belongs to one call somewhere else, and is asked for it when the call ends. See <see cref="Call.GetCompanion{T}"/>.</summary>
public interface ICallCompanion
{
    /// <summary>Adds to the call what was gathered; called once, by whoever ends it, before it is recorded. Must be fast.</summary>
    /// <param name="call">The call, still open.</param>
    void OnEnding(Call call);
}
