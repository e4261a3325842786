using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Pipeline.Benchmarks.Overhead;

/// <summary>The figures of one <c>bench overhead</c>; docs/benchmarks.md says how each is taken.</summary>
/// <param name="turns">The turns of each service and handler, a round each.</param>
/// <param name="rounds">How many.</param>
/// <param name="sdk">What the client did in all.</param>
/// <param name="countedBySilo">Requests that the silo counts.</param>
internal sealed class OverheadResult(
    IReadOnlyDictionary<(ServiceMode Mode, string Handler), List<OverheadTurn>> turns, int rounds, ServiceUsage sdk, long countedBySilo)
{
    private static readonly ServiceMode[] s_modes = Enum.GetValues<ServiceMode>();

    public void WriteTable(TextWriter output)
    {
        foreach (string handler in OverheadBench.Handlers)
        {
            output.WriteLine($"{handler,-16}{"requests/s",12}{"CPU us",10}{"least",10}   throughput lost, quartiles      CPU added, quartiles");
            foreach (ServiceMode mode in s_modes)
                output.WriteLine($"{mode,-16}{Rate(mode, handler),12:N0}{Cpu(mode, handler),10:0.0}{LeastCpu(mode, handler),10:0.0}   {Text(Lost(mode, handler)),-32}{Text(Added(mode, handler))}");
        }

        output.WriteLine($"{sdk.CallCount:N0} requests recorded, {sdk.DetailCount:N0} in detail, {sdk.DroppedCount:N0} details dropped; the silo counts {countedBySilo:N0}");
    }

    /// <summary>One JSON object on one line. Figures without a prefix are those of the page.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            foreach (string handler in OverheadBench.Handlers)
            {
                string prefix = handler == "page" ? "" : $"{handler}_";
                foreach (ServiceMode mode in s_modes)
                    Write(json, prefix, handler, mode);
            }

            json.WriteNumber("sdk_requests", sdk.CallCount);
            json.WriteNumber("sdk_details", sdk.DetailCount);
            json.WriteNumber("sdk_dropped_details", sdk.DroppedCount);
            json.WriteNumber("counted_by_silo", countedBySilo);
            json.WriteNumber("rounds", rounds);
            json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
            json.WriteNumber("processors", Environment.ProcessorCount);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Write(Utf8JsonWriter json, string prefix, string handler, ServiceMode mode)
    {
        string name = prefix + JsonNamingPolicy.SnakeCaseLower.ConvertName(mode == ServiceMode.OpenTelemetry ? "Opentelemetry" : mode.ToString());
        json.WriteNumber($"{name}_rps", Math.Round(Rate(mode, handler)));
        json.WriteNumber($"{name}_cpu_us", Math.Round(Cpu(mode, handler), 2));
        json.WriteNumber($"{name}_cpu_min_us", Math.Round(LeastCpu(mode, handler), 2));
        if (mode == ServiceMode.Baseline)
            return;
        Write(json, $"{name}_overhead_percent", Lost(mode, handler));
        Write(json, $"{name}_cpu_overhead_percent", Added(mode, handler));
    }

    private static void Write(Utf8JsonWriter json, string name, Spread spread)
    {
        json.WriteNumber(name, Math.Round(spread.Median, 2));
        json.WriteNumber($"{name}_q1", Math.Round(spread.LowerQuartile, 2));
        json.WriteNumber($"{name}_q3", Math.Round(spread.UpperQuartile, 2));
    }

    private static string Text(Spread spread) => $"{spread.Median:0.00} % ({spread.LowerQuartile:0.00} to {spread.UpperQuartile:0.00})";

    private double Rate(ServiceMode mode, string handler) => Spread.Of(turns[(mode, handler)].Select(static turn => turn.RequestsPerSecond)).Median;

    private double Cpu(ServiceMode mode, string handler) => Spread.Of(turns[(mode, handler)].Select(static turn => turn.CpuUsPerRequest)).Median;

    /// <summary>Of the turn that was disturbed least.</summary>
    private double LeastCpu(ServiceMode mode, string handler) => turns[(mode, handler)].Min(static turn => turn.CpuUsPerRequest);

    /// <summary>Share of the same round's baseline throughput that is missing, percent.</summary>
    private Spread Lost(ServiceMode mode, string handler) => Spread.Of(
        turns[(mode, handler)].Zip(turns[(ServiceMode.Baseline, handler)], static (turn, baseline) => 100 * (1 - (turn.RequestsPerSecond / baseline.RequestsPerSecond))));

    /// <summary>Processor time on top of the same round's baseline, percent.</summary>
    private Spread Added(ServiceMode mode, string handler) => Spread.Of(
        turns[(mode, handler)].Zip(turns[(ServiceMode.Baseline, handler)], static (turn, baseline) => 100 * ((turn.CpuUsPerRequest / baseline.CpuUsPerRequest) - 1)));
}
