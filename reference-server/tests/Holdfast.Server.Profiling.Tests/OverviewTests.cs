using System.Diagnostics.Tracing;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace Holdfast.Server.Profiling.Tests;

/// <summary>The overviews of memory, threads and counters, and the index.</summary>
[NonParallelizable]
[CancelAfter(120_000)]
public sealed class OverviewTests
{
    private const int KnownObjects = 1234;

    // A header, a type and two numbers, of eight bytes each.
    private const int KnownSize = 32;

    private ProfiledServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await ProfiledServer.StartAsync();

    [TearDown]
    public async Task EndAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Each_heap_snapshot_counts_the_objects_of_a_type_and_their_bytes(CancellationToken cancellationToken)
    {
        var objects = Enumerable.Range(0, KnownObjects).Select(_ => new KnownObject()).ToArray();
        LeaveGarbage();

        for (var count = 0; count < 2; count++)
        {
            var heap = await ReadAsync("heap?format=json", cancellationToken);

            var known = TypeOf(heap, typeof(KnownObject).FullName!).ShouldNotBeNull();
            known.GetProperty("count").GetInt64().ShouldBe(KnownObjects);
            known.GetProperty("bytes").GetInt64().ShouldBe(KnownObjects * KnownSize);
            TypeOf(heap, $"{typeof(KnownObject).FullName}[]")!.Value.GetProperty("count").GetInt64().ShouldBe(1);
            TypeOf(heap, "System.String")!.Value.GetProperty("count").GetInt64().ShouldBeGreaterThan(100);
            TypeOf(heap, "(unknown)").ShouldBeNull();
            heap.GetProperty("bytes").GetInt64()
                .ShouldBe(heap.GetProperty("types").EnumerateArray().Sum(type => type.GetProperty("bytes").GetInt64()));
        }

        GC.KeepAlive(objects);
    }

    // The runtime tells names once while anybody listens, so another tool may have got them; the objects are counted nevertheless.
    [Test]
    public async Task A_heap_snapshot_beside_another_tool_counts_all_objects(CancellationToken cancellationToken)
    {
        var objects = Enumerable.Range(0, KnownObjects).Select(_ => new KnownObject()).ToArray();
        using var other = await new DiagnosticsClient(Environment.ProcessId).StartEventPipeSessionAsync(
            new EventPipeProvider(
                "Microsoft-Windows-DotNETRuntime", EventLevel.Verbose, (long)ClrTraceEventParser.Keywords.GCHeapSnapshot),
            requestRundown: false, circularBufferMB: 256, cancellationToken);
        var reading = other.EventStream.CopyToAsync(Stream.Null, cancellationToken);

        var heap = await ReadAsync("heap?format=json", cancellationToken);

        await other.StopAsync(cancellationToken);
        await reading;
        var known = TypeOf(heap, typeof(KnownObject).FullName!) ?? TypeOf(heap, "(unknown)");
        known.ShouldNotBeNull().GetProperty("count").GetInt64().ShouldBeGreaterThanOrEqualTo(KnownObjects);
        GC.KeepAlive(objects);
    }

    [Test]
    public async Task The_threads_are_listed_with_their_stacks_and_CPU_times(CancellationToken cancellationToken)
    {
        using var threads = new BusyThreads();

        var overview = await ReadAsync("threads?format=json", cancellationToken);

        var groups = overview.GetProperty("groups").EnumerateArray().ToList();
        StackOf(groups, BusyThreads.Burning).ShouldContain(
            frame => frame.Contains("BusyThreads.BurnProcessorTime", StringComparison.Ordinal));
        StackOf(groups, BusyThreads.Waiting)[0].ShouldBe("(waiting)");
        overview.GetProperty("all").GetInt32().ShouldBeGreaterThan(2);
        (await TextAsync("threads", cancellationToken)).ShouldMatch($@"{BusyThreads.Burning} \(\d+\): \d+\.\d\d s of CPU");
    }

    [Test]
    public async Task The_counters_of_the_runtime_are_there(CancellationToken cancellationToken)
    {
        var counters = (await ReadAsync("counters?format=json", cancellationToken)).GetProperty("readings").EnumerateArray().ToList();

        double Value(string name) =>
            counters.Single(counter => counter.GetProperty("name").GetString() == name).GetProperty("value").GetDouble();
        Value("dotnet.process.memory.working_set").ShouldBeGreaterThan(10_000_000);
        Value("dotnet.thread_pool.thread.count").ShouldBeGreaterThan(0);
        GC.Collect();
        Value("dotnet.gc.collections gc.heap.generation=gen2").ShouldBeGreaterThanOrEqualTo(0);
    }

    [TestCase("debug/pprof/")]
    [TestCase("debug/pprof")]
    public async Task Each_link_of_the_index_leads_to_a_profile(string path, CancellationToken cancellationToken)
    {
        var index = await _server.Http.GetStringAsync(new Uri(path, UriKind.Relative), cancellationToken);

        var links = Regex.Matches(index, "href=\"(.*?)\"").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();
        links.Count.ShouldBe(9);
        foreach (var link in links)
        {
            var url = new Uri(new Uri(_server.Http.BaseAddress!, path), link.Replace("seconds=10", "seconds=1", StringComparison.Ordinal));
            using var response = await _server.Http.GetAsync(url, cancellationToken);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, link);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveGarbage() => _ = Enumerable.Range(0, 100).Select(_ => new KnownObject()).ToArray();

    private static JsonElement? TypeOf(JsonElement heap, string name) => heap.GetProperty("types").EnumerateArray()
        .Where(type => type.GetProperty("type").GetString() == name).Select(type => (JsonElement?)type).SingleOrDefault();

    private static List<string> StackOf(List<JsonElement> groups, string thread)
    {
        var group = groups.Single(
            one => one.GetProperty("threads").EnumerateArray().Any(it => it.GetProperty("name").GetString() == thread));
        return [.. group.GetProperty("stack").EnumerateArray().Select(frame => frame.GetString()!)];
    }

    private async Task<string> TextAsync(string profile, CancellationToken cancellationToken)
    {
        using var response = await _server.GetAsync(profile, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private async Task<JsonElement> ReadAsync(string profile, CancellationToken cancellationToken) =>
        JsonDocument.Parse(await TextAsync(profile, cancellationToken)).RootElement;
}
