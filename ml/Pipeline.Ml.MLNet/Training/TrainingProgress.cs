using Microsoft.ML.Runtime;

namespace Pipeline.Ml.MLNet.Training;

/// <summary>Passes the progress of a fit on to the progress channel of ML.NET's host, which asks when it wants to know.</summary>
internal sealed class TrainingProgress : IProgress<double>, IDisposable
{
    private readonly IProgressChannel _channel;
    private double _share;

    public TrainingProgress(IHost host)
    {
        _channel = host.StartProgressChannel("Isolation forest");
        _channel.SetHeader(new ProgressHeader("share of the training"), entry => entry.SetProgress(0, Volatile.Read(ref _share), 1));
    }

    /// <param name="value">Share of the training that is done, 0 to 1; any thread may tell.</param>
    public void Report(double value) => Volatile.Write(ref _share, value);

    public void Dispose() => _channel.Dispose();
}
