using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Pipeline.Benchmarks;

if (ClientBenchCommand.Knows(args))
    return await ClientBenchCommand.RunAsync(args);

// Run in this process: the default toolchain builds a project of its own, which would not find this repository's output folders.
Job job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(8);
IConfig config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddLogger(ConsoleLogger.Default)
    .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "results"));

// Without a filter the switcher would ask on the terminal.
string[] arguments = args.Any(static argument => argument is "--filter" or "-f" or "--list") ? args : [.. args, "--filter", "*"];
Summary[] summaries = [.. BenchmarkSwitcher.FromAssembly(typeof(ResultLine).Assembly).Run(arguments, config)];
if (args.Contains("--list"))
    return 0;
Console.WriteLine(ResultLine.Of(summaries));
bool isComplete = summaries.All(static summary => !summary.HasCriticalValidationErrors)
    && summaries.SelectMany(static summary => summary.Reports).All(static report => report.Success);
return isComplete && summaries.Length > 0 ? 0 : 1;
