using System.Globalization;

namespace Pipeline.Cli.Top;

/// <summary>Figures as the view writes them: three digits that matter, and a dash for what nobody reported.</summary>
internal static class TopFormat
{
    private const string Unknown = "-";

    public static string Number(double? value) => value switch
    {
        null => Unknown,
        >= 99.95 => value.Value.ToString("#,##0", CultureInfo.InvariantCulture),
        >= 9.995 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        0 => "0",
        > 0 and < 0.005 => "<0.01",
        _ => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    public static string Percent(double? share) => share switch
    {
        null => Unknown,
        0 => "0",
        < 0.0005 => "<0.1",
        < 0.0995 => (share.Value * 100).ToString("0.0", CultureInfo.InvariantCulture),
        _ => (share.Value * 100).ToString("0", CultureInfo.InvariantCulture),
    };
}
