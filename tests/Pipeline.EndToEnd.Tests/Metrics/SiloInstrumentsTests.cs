using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Pipeline.EndToEnd.Tests.Alerts;
using Pipeline.Silo.Startup;

namespace Pipeline.EndToEnd.Tests.Metrics;

/// <summary>What a silo says of its own standing.</summary>
public sealed class SiloInstrumentsTests
{
    [Fact]
    public void Ready_BeforeAfterAndWhileStopping_IsWhatReadyzSays()
    {
        Readiness readiness = new();
        Assert.Equal(0, Read(readiness)["pipeline.silo.ready"]);
        readiness.Set(true);
        Assert.Equal(1, Read(readiness)["pipeline.silo.ready"]);
        readiness.Set(false);
        Assert.Equal(0, Read(readiness)["pipeline.silo.ready"]);
    }

    [Fact]
    public void Members_OfTwo_AreBoth() => Assert.Equal(2, Read(new Readiness())["pipeline.silo.members"]);

    private static Dictionary<string, int> Read(Readiness readiness)
    {
        using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        using SiloInstruments instruments = new(meters, readiness, new FakeSilos());
        Dictionary<string, int> values = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Scope == meters)
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => values.Add(instrument.Name, value));
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }
}
