using System.Globalization;

namespace Pipeline.Actors;

/// <summary>On a grain interface's method: how long its callers wait, in place of the host's response timeout.</summary>
/// <param name="timeout">In the syntax of <see cref="TimeSpan.Parse(string)"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResponseTimeoutAttribute(string timeout) : Attribute
{
    /// <summary>How long the caller waits.</summary>
    public TimeSpan? Timeout { get; init; } = TimeSpan.Parse(timeout, CultureInfo.InvariantCulture);
}
