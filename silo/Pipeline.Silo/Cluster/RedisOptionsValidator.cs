using Microsoft.Extensions.Options;
using Pipeline.Silo.Hosting;
using StackExchange.Redis;

namespace Pipeline.Silo.Cluster;

/// <summary>Refuses wrong settings at start, each with its name and what it takes. What is configured may hold a password, so it is never repeated.</summary>
internal sealed class RedisOptionsValidator : IValidateOptions<RedisOptions>
{
    private const int KeyPrefixLengthMax = 64;

    public ValidateOptionsResult Validate(string? name, RedisOptions options)
    {
        if (!options.IsUsed)
            return ValidateOptionsResult.Success;
        if (!GrainHosting.CanCluster)
            return ValidateOptionsResult.Fail(
                $"Pipeline:Redis:Configuration is set, but this is the {GrainHosting.Edition} edition, which is one process and keeps its data in a folder: " +
                "unset it, or build with -p:Edition=Orleans.");
        List<string> errors = [];
        if (!TryParse(options.Configuration!, out string defect))
            errors.Add($"Pipeline:Redis:Configuration {defect}: it takes host:port[,host:port...][,option=value...].");
        if (options.KeyPrefix.Length is < 1 or > KeyPrefixLengthMax || !options.KeyPrefix.All(IsKeyCharacter))
            errors.Add($"Pipeline:Redis:KeyPrefix is '{options.KeyPrefix}': it takes 1 to {KeyPrefixLengthMax} letters, digits, '-', '_', '.' and ':'.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool TryParse(string configuration, out string defect)
    {
        try
        {
            defect = "names no server";
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0;
        }
        catch (ArgumentException exception)
        {
            defect = exception.ParamName is { Length: > 0 } option ? $"has a wrong option '{option}'" : "cannot be read";
            return false;
        }
    }

    private static bool IsKeyCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or ':';
}
