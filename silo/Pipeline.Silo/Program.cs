using System.CommandLine;
using Pipeline.Silo;
using Pipeline.Silo.Maintenance;

RootCommand root = new("Pipeline's silo: takes events, keeps aggregates, answers questions.")
{
    UpCommand.Create(),
    VerifyCommand.Create(),
    BackupCommand.Create(),
    ReadyCommand.Create(),
};

// `Pipeline.Silo --port 0` is short for `Pipeline.Silo up --port 0`.
bool namesCommand = args.Length > 0 && (!args[0].StartsWith('-') || args[0] is "-h" or "-?" or "--help" or "--version");

// The silo's own lifetime handles SIGTERM and Ctrl-C and may take its time to drain; the parser would end the process after two seconds.
return await root.Parse(namesCommand ? args : ["up", .. args]).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
