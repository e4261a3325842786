namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>Amounts and the calls they belong to, both weighted in millionths.</summary>
internal sealed class WeightedSum
{
    public Int128 SumMicro { get; private set; }

    public Int128 CallsMicro { get; private set; }

    public long Max { get; private set; } = long.MinValue;

    /// <param name="amountMicro">Already weighted.</param>
    /// <param name="callsMicro">Count times weight.</param>
    /// <param name="perCall">What one call had.</param>
    public void Add(Int128 amountMicro, Int128 callsMicro, long perCall)
    {
        SumMicro += amountMicro;
        CallsMicro += callsMicro;
        Max = Math.Max(Max, perCall);
    }
}
