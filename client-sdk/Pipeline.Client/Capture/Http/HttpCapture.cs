using System.Diagnostics.Metrics;
using Pipeline.Client.Capture.Naming;

namespace Pipeline.Client.Capture.Http;

/// <summary>Requests of HttpClient, from the duration that System.Net.Http measures of each (its meter, since .NET 8).</summary>
/// <remarks>
/// The measurement is taken in the request's own async flow, so the current call is the one that was current when the request began. Unlike
/// listening to its activities this creates none: the headers of the program's requests stay what they were. It ends when the response's
/// headers are in; HttpClient reads small bodies after that.
/// </remarks>
internal sealed class HttpCapture : IDisposable
{
    private const int TargetCharsMax = 200;

    private readonly NameTable _names;
    private readonly MeterListener _listener = new();

    public HttpCapture(NameTable names)
    {
        _names = names;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "http.client.request.duration" && instrument.Meter.Name == "System.Net.Http" && instrument.Meter.Scope is not OwnTraffic)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>(OnMeasured);
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private void OnMeasured(Instrument instrument, double seconds, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        try
        {
            Call call = Call.Current;
            if (!call.IsActive)
                return;
            HttpRequestTags request = new(tags);
            call.Dependency(NameOf(in request), TimeSpan.FromSeconds(seconds), request.IsFailed);
        }
        catch (Exception fault)
        {
            // Nothing may get from here into the program's request.
            OperationCapture.Count(fault);
        }
    }

    private string NameOf(in HttpRequestTags request)
    {
        Span<char> target = stackalloc char[TargetCharsMax + 8];
        ReadOnlySpan<char> host = request.Host;
        host = host[..Math.Min(host.Length, TargetCharsMax)];
        host.CopyTo(target);
        int length = host.Length;
        if (request.Port is not (0 or 80 or 443))
        {
            target[length++] = ':';
            request.Port.TryFormat(target[length..], out int digits, provider: System.Globalization.CultureInfo.InvariantCulture);
            length += digits;
        }

        return _names.Get(request.Prefix, target[..length]);
    }
}
