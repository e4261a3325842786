using Pipeline.Protocol.Events;

namespace Pipeline.Simulation.Tests.Oracle;

/// <summary>Sums over the events that had one operation, weighted in millionths.</summary>
internal sealed class OperationTotals
{
    public Int128 CallsMilliMicro { get; private set; }

    public Int128? TimeNsMicro { get; private set; }

    public Int128? SelfTimeNsMicro { get; private set; }

    public Int128? ErrorsMicro { get; private set; }

    public Int128 EventsMicro { get; private set; }

    public long MaxPerCallMilli { get; private set; }

    public void Add(in OperationUsage usage, long count, long weightMicro)
    {
        CallsMilliMicro += (Int128)usage.CallsMilli * weightMicro;
        EventsMicro += (Int128)count * weightMicro;
        MaxPerCallMilli = Math.Max(MaxPerCallMilli, usage.CallsMilli / count);
        if (usage.TimeNs is { } timeNs)
            TimeNsMicro = (TimeNsMicro ?? 0) + ((Int128)timeNs * weightMicro);
        if (usage.SelfTimeNs is { } selfTimeNs)
            SelfTimeNsMicro = (SelfTimeNsMicro ?? 0) + ((Int128)selfTimeNs * weightMicro);
        if (usage.Errors is { } errors)
            ErrorsMicro = (ErrorsMicro ?? 0) + ((Int128)errors * weightMicro);
    }
}
