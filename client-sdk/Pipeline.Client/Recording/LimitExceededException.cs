using System.Globalization;

namespace Pipeline.Client;

/// <summary>A call did an operation more often than <see cref="Call.Limit"/> allows. For tests; see <see cref="PipelineClientOptions.ThrowOnLimit"/>.</summary>
public sealed class LimitExceededException : Exception
{
    /// <param name="excess">What was exceeded.</param>
    public LimitExceededException(LimitExcess excess)
        : base(string.Create(CultureInfo.InvariantCulture, $"'{excess.Endpoint}' does '{excess.Operation}' more than {excess.CallsMax} times in one call."))
        => Excess = excess;

    /// <summary>What was exceeded.</summary>
    public LimitExcess Excess { get; }
}
