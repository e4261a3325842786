using System.CommandLine;

namespace Pipeline.Cli;

/// <summary>The option that says where the silo is.</summary>
internal static class AddressOption
{
    public static Option<Uri> Create() => new("--to")
    {
        Description = "Address of the silo.",
        DefaultValueFactory = _ => new Uri("http://127.0.0.1:7847"),
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https")
                return address;
            result.AddError("--to takes an http or https address.");
            return null;
        },
    };
}
