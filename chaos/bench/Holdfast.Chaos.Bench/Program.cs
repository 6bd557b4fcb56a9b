using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Holdfast.Chaos.Bench;

if (args is ["serve", var upstream, var withToxic])
{
    await ProxyProcess.ServeAsync(upstream, bool.Parse(withToxic));
    return;
}

if (args.Length == 0 || args[0] == "compare")
{
    await Comparison.RunAsync();
    await Accuracy.RunAsync();
    return;
}

if (args is ["accuracy"])
{
    await Accuracy.RunAsync();
    return;
}

// In process, because the sockets and their kernel are what is measured, and a second build would take longer than the run.
var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromTypes([typeof(Throughput), typeof(RoundTrip)]).Run(args, config);
