namespace Pipeline.Simulation.Tests;

/// <summary>Something was seen in a run that must never be.</summary>
public sealed class SimulationFailure(string message) : Exception(message)
{
    /// <summary>Fails unless the condition holds. The handler formats nothing while it does.</summary>
    internal static void Unless(
        bool condition,
        [System.Runtime.CompilerServices.InterpolatedStringHandlerArgument(nameof(condition))] ref FailureText text)
    {
        if (!condition)
            throw new SimulationFailure(text.ToStringAndClear());
    }

    /// <summary>A message that is only put together when it is needed.</summary>
    [System.Runtime.CompilerServices.InterpolatedStringHandler]
    internal ref struct FailureText
    {
        private System.Runtime.CompilerServices.DefaultInterpolatedStringHandler _text;

        public FailureText(int literalLength, int formattedCount, bool condition, out bool isNeeded)
        {
            isNeeded = !condition;
            _text = isNeeded ? new(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture) : default;
        }

        public void AppendLiteral(string value) => _text.AppendLiteral(value);

        public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

        public string ToStringAndClear() => _text.ToStringAndClear();
    }
}
