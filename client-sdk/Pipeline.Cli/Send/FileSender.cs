using Pipeline.Cli.AccessLogs;
using Pipeline.Cli.Input;
using Pipeline.Cli.Transport;

namespace Pipeline.Cli.Send;

/// <summary>The whole of <c>send</c>: reads the file once for its identity, sends it, and says what became of it.</summary>
/// <param name="options">What to do.</param>
/// <param name="output">Takes the summary.</param>
/// <param name="errors">Takes bad lines, refusals, waits and failures.</param>
/// <param name="clock">Source start, waits and rates.</param>
internal sealed class FileSender(SendOptions options, TextWriter output, TextWriter errors, TimeProvider clock)
{
    /// <summary>Sends the file; answers one of <see cref="ExitCodes"/>.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using InputFile file = InputFile.Open(options.File, cancellationToken);
            if (file.ContentBytes == 0)
            {
                output.WriteLine($"{options.File} is empty: nothing to send");
                return ExitCodes.Success;
            }

            InputFormat? format = options.Format ?? Detect(file);
            if (format is null)
                return Fail($"{options.File} looks neither like NDJSON nor like an access log; --format says which it is", ExitCodes.Usage);
            if (format == InputFormat.Ndjson && options.Segment != SegmentChoice.None)
                return Fail("--segment is for access logs; NDJSON lines name their own segment", ExitCodes.Usage);
            return await SendAsync(file, format.Value, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail("stopped; send the same file again to finish", ExitCodes.Failure);
        }
        catch (Exception exception)
            when (exception is DeliveryException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fail(exception.Message, ExitCodes.Failure);
        }
    }

    private static InputFormat? Detect(InputFile file)
    {
        using Stream content = file.OpenContent();
        return FormatDetector.Detect(content);
    }

    private async Task<int> SendAsync(InputFile file, InputFormat format, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        SendReport? report = null;
        try
        {
            bool isTerminal = ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected;
            if (isTerminal)
                await TerminalDisplay.RunAsync(errors, file.ContentBytes, clock, Deliver);
            else
                await Deliver(new PlainDisplay(errors));
        }
        finally
        {
            if (report is not null)
                output.WriteLine(report.Summarise(clock.GetElapsedTime(started)));
        }

        return file.HasChanged()
            ? Fail($"{options.File} changed while it was being sent; what was sent is a mixture", ExitCodes.Failure)
            : ExitCodes.Success;

        Task Deliver(ISendDisplay display)
        {
            report = new SendReport(display);
            return DeliverAsync(file, format, display, report, cancellationToken);
        }
    }

    private async Task DeliverAsync(
        InputFile file, InputFormat format, ISendDisplay display, SendReport report, CancellationToken cancellationToken)
    {
        using HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = options.InFlight });
        using LineReader lines = new(file.OpenContent());
        ILineParser parser = format == InputFormat.Ndjson ? new NdjsonLineParser() : new AccessLogParser(options.Segment);
        SourceNaming naming = new(file.ContentHash, format, options.Segment);
        BatchEncoder encoder = new(lines, parser, naming, clock.GetUtcNow().ToUnixTimeMilliseconds(), report);
        BatchTransmitter transmitter = new(http, options.To, options.Retry, clock, display.Waiting);
        await new SendRun(encoder, transmitter, report, options.InFlight).RunAsync(cancellationToken);
    }

    private int Fail(string message, int exitCode)
    {
        errors.WriteLine($"pipeline send: {message}");
        return exitCode;
    }
}
