using System.Globalization;
using System.Net;
using System.Text;
using Pipeline.Cli.Bench.Alerts;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>Calls of a few endpoints second by second, each second's sent until some silo has it, once by its identity.</summary>
/// <param name="endpointCount">Endpoints of <see cref="AlertTraffic"/>.</param>
/// <param name="addresses">Where silos are, as of now.</param>
/// <param name="http">Its time limit is that of one attempt.</param>
internal sealed class AlertKillTraffic(int endpointCount, Func<IReadOnlyList<Uri>> addresses, HttpClient http)
{
    private const int CallsUsual = 3;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly string _source = Guid.NewGuid().ToString("N");
    private readonly long _startUnixMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
    private volatile int _ill = -1;
    private volatile int _illAcknowledged = -1;
    private int _sequence;

    /// <summary>The endpoint whose function is called far too often; -1 for none.</summary>
    public int Ill
    {
        get => _ill;
        set => _ill = value;
    }

    /// <summary>The last endpoint of which such calls were acknowledged; -1 for none.</summary>
    public int IllAcknowledged => _illAcknowledged;

    /// <summary>Sends until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                int ill = _ill;
                await SendAsync(Lines(ill), stop);
                _illAcknowledged = ill;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is its end.
        }
    }

    private string Lines(int ill)
    {
        StringBuilder lines = new();
        long from = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1_000;
        for (int index = 0; index < endpointCount; index++)
        {
            int calls = index == ill ? AlertTraffic.CallsIll : CallsUsual;
            AlertTraffic.Add(lines, AlertTraffic.EndpointName(index), AlertTraffic.OperationName(index), from, 1, calls);
        }

        return lines.ToString();
    }

    private async Task SendAsync(string lines, CancellationToken stop)
    {
        _sequence++;
        for (int attempt = 0; ; attempt++)
        {
            IReadOnlyList<Uri> silos = addresses();
            if (await TrySendAsync(silos[attempt % silos.Count], lines, stop))
                return;
            await Task.Delay(s_pause, stop);
        }
    }

    private async Task<bool> TrySendAsync(Uri silo, string lines, CancellationToken stop)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(silo, "/v1/events"))
        {
            Content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson"),
        };
        request.Headers.Add("Pipeline-Source", _source);
        request.Headers.Add("Pipeline-Sequence", _sequence.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Pipeline-Source-Start", _startUnixMs.ToString(CultureInfo.InvariantCulture));
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, stop);
            if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Conflict)
                throw new BenchException($"the silo refused events: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(stop)}");
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
