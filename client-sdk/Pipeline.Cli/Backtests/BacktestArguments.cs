using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline.Protocol.Queries;

namespace Pipeline.Cli.Backtests;

/// <summary>Reads what the options of <c>backtest</c> are given.</summary>
internal static class BacktestArguments
{
    private static readonly IReadOnlyList<string> Names =
        [.. ReportJsonContext.Readable.DetectionOptionsChange.Properties.Select(static property => property.Name)];

    /// <summary>What <c>--set</c> takes, for people.</summary>
    public static string SettingNames => string.Join(", ", Names);

    /// <summary>Reads <c>NAME=VALUE</c>, several; whether a value is in its range the silo says.</summary>
    /// <param name="settings">Each as it was given.</param>
    /// <param name="change">What they change.</param>
    /// <returns>What is wrong; null if nothing.</returns>
    public static string? Read(IEnumerable<string> settings, out DetectionOptionsChange change)
    {
        change = new DetectionOptionsChange();
        JsonObject members = [];
        foreach (string setting in settings)
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? setting : setting[..equals];
            if (!Names.Contains(name))
                return $"--set takes NAME=VALUE, and there is no setting '{name}'; the names are {SettingNames}.";
            if (equals < 0 || ReadValue(setting[(equals + 1)..]) is not { } value)
                return $"--set {name} takes a number, true or false, not '{(equals < 0 ? "" : setting[(equals + 1)..])}'.";
            if (!members.TryAdd(name, value))
                return $"--set {name} is given twice.";
        }

        try
        {
            change = members.Deserialize(ReportJsonContext.Default.DetectionOptionsChange)!;
            return null;
        }
        catch (JsonException exception)
        {
            string name = exception.Path is { Length: > 2 } path ? path[2..] : "value";
            return $"--set {name} does not take '{members[name]}'.";
        }
    }

    private static JsonValue? ReadValue(string text) =>
        bool.TryParse(text, out bool flag) ? JsonValue.Create(flag)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) ? JsonValue.Create(whole)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? JsonValue.Create(number)
        : null;
}
