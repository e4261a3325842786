using System.CommandLine;
using Pipeline.Demo;

ParseResult parsed = DemoCommand.Create().Parse(args);

// Ctrl-C ends the acts, which end their processes and remove their folders: that may take longer than the parser's two seconds.
int exitCode = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
return parsed.Errors.Count > 0 ? ExitCodes.Usage : exitCode;
