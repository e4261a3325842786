using Microsoft.Extensions.Options;

namespace Pipeline.Silo.Ingest;

/// <summary>Refuses wrong settings at start, each with its name, its value and what it takes.</summary>
internal sealed class IngestOptionsValidator : IValidateOptions<IngestOptions>
{
    public ValidateOptionsResult Validate(string? name, IngestOptions options)
    {
        List<string> errors = [];
        if (options.BodySizeMax is < 64 << 10 or > 64 << 20)
            errors.Add($"Pipeline:Ingest:BodySizeMax is {options.BodySizeMax}: it takes 65536 to 67108864 bytes.");
        if (options.BytesInFlightMax < 4L * options.BodySizeMax || options.BytesInFlightMax > 4L << 30)
            errors.Add($"Pipeline:Ingest:BytesInFlightMax is {options.BytesInFlightMax}: it takes four times BodySizeMax ({4L * options.BodySizeMax}) to 4294967296 bytes.");
        if (options.RetryAfter <= TimeSpan.Zero)
            errors.Add($"Pipeline:Ingest:RetryAfter is {options.RetryAfter}: it must be positive.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
