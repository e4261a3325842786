using Microsoft.Extensions.Options;

namespace Pipeline.Client.Hosting;

/// <summary>Has the host say at its start everything that is wrong with the client's options, by the keys of its configuration.</summary>
internal sealed class PipelineOptionsValidator : IValidateOptions<PipelineClientOptions>
{
    public ValidateOptionsResult Validate(string? name, PipelineClientOptions options)
    {
        string[] problems = [.. options.Problems().Select(ByKey)];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary><c>Delivery.Endpoints[0] is ...</c> as <c>Pipeline:Delivery:Endpoints:0 is ...</c></summary>
    private static string ByKey(string problem)
    {
        int end = problem.IndexOf(' ', StringComparison.Ordinal);
        string path = end < 0 ? problem : problem[..end];
        return $"Pipeline:{path.Replace('.', ':').Replace('[', ':').Replace("]", "", StringComparison.Ordinal)}{problem[path.Length..]}";
    }
}
