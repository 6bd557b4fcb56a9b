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

if (args is ["busy"])
{
    BusyLoops.Run();
}

if (args is [] or ["compare"])
{
    await Comparison.RunAsync();
}

if (args is [] or ["accuracy"])
{
    await Accuracy.RunAsync();
}

if (args is [] or ["compare"] or ["accuracy"])
{
    return;
}

// In process, because the sockets and their kernel are what is measured, and a second build would take longer than the run.
var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
BenchmarkSwitcher.FromTypes([typeof(Throughput), typeof(RoundTrip)]).Run(args, config);
