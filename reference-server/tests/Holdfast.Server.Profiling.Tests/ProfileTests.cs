using System.Net;
using Holdfast.Server.Profiling.Stacks;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.EventPipe;

namespace Holdfast.Server.Profiling.Tests;

/// <summary>Profiles of a server under load. It is this process that is profiled, so one test runs at a time.</summary>
[NonParallelizable]
[CancelAfter(120_000)]
public sealed class ProfileTests
{
    private const double Milliseconds = 2000;

    // A machine with other work stretches a recording.
    private const double Tolerance = Milliseconds / 2;

    private BusyThreads _threads = null!;
    private ProfiledServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _threads = new BusyThreads();
        _server = await ProfiledServer.StartAsync();
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _server.DisposeAsync();
        _threads.Dispose();
    }

    [Test]
    public async Task A_profile_tells_where_CPU_time_goes_and_leaves_out_waiting(CancellationToken cancellationToken)
    {
        var (before, processBefore) = (UsedBy(BusyThreads.Burning), Environment.CpuUsage.TotalTime);
        var profile = new Speedscope(await TakeUnderLoadAsync("profile?seconds=2", cancellationToken));
        var (used, process) = (UsedBy(BusyThreads.Burning) - before, Environment.CpuUsage.TotalTime - processBefore);

        // It burns on while the profile is converted.
        var burning = profile.Of(BusyThreads.Burning);
        burning.Sum(stack => stack.Weight).ShouldBeInRange(0.3 * used, Math.Min(used + 20, Milliseconds + Tolerance));
        ShareOf(burning, "BusyThreads.BurnProcessorTime").ShouldBeGreaterThan(0.9);
        ShareOf(profile.Of(BusyThreads.Writing), "(runtime or operating system)").ShouldBeGreaterThan(0.2, "the kernel copies its bytes");
        profile.Profiles.ShouldNotContain(thread => thread.Name.StartsWith(BusyThreads.Waiting, StringComparison.Ordinal));
        var all = profile.Profiles[0];
        all.Name.ShouldBe("All threads");
        all.Stacks.Sum(stack => stack.Weight).ShouldBe(profile.Profiles.Skip(1).Sum(thread => thread.Stacks.Sum(stack => stack.Weight)), 1);
        all.Stacks.Sum(stack => stack.Weight).ShouldBeLessThan(process.TotalMilliseconds + 50, "threads that wait take no time");
        ShareOf(all.Stacks, "Holdfast.Server!Holdfast.Server.").ShouldBeGreaterThan(0, "the server received uploads");
    }

    [Test]
    public async Task A_profile_of_all_time_includes_waiting(CancellationToken cancellationToken)
    {
        var profile = new Speedscope(await TakeUnderLoadAsync("fgprof?seconds=2", cancellationToken));

        var waiting = profile.Of(BusyThreads.Waiting);
        waiting.Sum(stack => stack.Weight).ShouldBe(Milliseconds, Tolerance);
        ShareOf(waiting, "BusyThreads.WaitForTheEnd").ShouldBe(1, tolerance: 0.01);
        ShareOf(waiting, "(waiting)").ShouldBe(1, tolerance: 0.01);
        profile.Of(BusyThreads.Burning).Sum(stack => stack.Weight).ShouldBe(Milliseconds, Tolerance);
    }

    [Test]
    public async Task A_recording_is_one_that_TraceEvent_reads(CancellationToken cancellationToken)
    {
        using var response = await _server.GetAsync("profile?seconds=1&format=nettrace", cancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentDisposition!.FileName.ShouldBe("profile.nettrace");
        var directory = Directory.CreateTempSubdirectory("holdfast-recording-");
        try
        {
            var file = Path.Combine(directory.FullName, "profile.nettrace");
            await File.WriteAllBytesAsync(file, await response.Content.ReadAsByteArrayAsync(cancellationToken), cancellationToken);
            using var log = new TraceLog(TraceLog.CreateFromEventPipeDataFile(file));
            var burnt = log.Events.Count(one => one is ClrThreadSampleTraceData sample
                && sample.CallStack()?.CodeAddress.FullMethodName.Contains("BurnProcessorTime", StringComparison.Ordinal) == true);
            burnt.ShouldBeGreaterThan(100, "a thousand samples a second were taken");
            log.EventsLost.ShouldBe(0);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<string> TakeUnderLoadAsync(string profile, CancellationToken cancellationToken)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = _server.UploadAsync(until.Token);
        using var response = await _server.GetAsync(profile, cancellationToken);
        await until.CancelAsync();
        await load;
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        response.Content.Headers.ContentDisposition!.FileName.ShouldBe("profile.speedscope.json");
        return text;
    }

    private static double UsedBy(string thread) => ThreadTimes.Read().Single(one => one.Name == thread).Processor.TotalMilliseconds;

    private static double ShareOf(IReadOnlyList<(IReadOnlyList<string> Frames, double Weight)> stacks, string method) =>
        stacks.Where(stack => stack.Frames.Any(frame => frame.Contains(method, StringComparison.Ordinal))).Sum(stack => stack.Weight)
            / stacks.Sum(stack => stack.Weight);
}
