using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>
/// Two real processes over one directory: the holder of an upload's lock, and its takeover when the holder stalls, stops or dies.
/// </summary>
public sealed class ServeLockTests
{
    private const string Arrived = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";

    private static readonly string Rest = new('y', 100 - Arrived.Length);

    [Test]
    [CancelAfter(60_000)]
    public async Task A_head_takes_over_from_a_patch_that_stalls_in_the_other_process(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var first = await StartAsync(directory, cancellationToken);
        using var second = await StartAsync(directory, cancellationToken);
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await first.StallAsync(path, Arrived, cancellationToken);

        var head = await second.AskAsync(Request("HEAD", path), cancellationToken);
        var interrupted = await stalled.ReadAsync(cancellationToken);

        (head.Status, head.Offset).ShouldBe((200, 40));
        interrupted.Status.ShouldBe(400);
        interrupted.Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        (await first.AskAsync(Patch(path, 40, 60) + Rest, cancellationToken)).Offset.ShouldBe(100, "the lock comes back as well");
        first.Stored(path).ShouldBe(Arrived + Rest);
        Directory.GetFiles(directory.FullName).Length.ShouldBe(2, "no lock and no wish is left behind");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_patch_takes_over_from_a_patch_that_stalls_in_the_other_process_and_whose_late_bytes_count_for_nothing(
        CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var first = await StartAsync(directory, cancellationToken);
        using var second = await StartAsync(directory, cancellationToken);
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await first.StallAsync(path, Arrived, cancellationToken);
        using var successor = await second.ConnectAsync(cancellationToken);

        await successor.SendAsync(Patch(path, 40, 60) + Rest[..1], cancellationToken);
        var interrupted = await stalled.ReadAsync(cancellationToken);
        await stalled.SendAsync(new string('z', 60), cancellationToken);
        await successor.SendAsync(Rest[1..], cancellationToken);
        var done = await successor.ReadAsync(cancellationToken);

        interrupted.Body.ShouldStartWith("ERR_UPLOAD_INTERRUPTED: ");
        (done.Status, done.Offset).ShouldBe((204, 100));
        first.Stored(path).ShouldBe(Arrived + Rest);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_lock_of_a_killed_process_is_released(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var first = await StartAsync(directory, cancellationToken);
        using var second = await StartAsync(directory, cancellationToken, "-acquire-lock-timeout", "10s");
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await first.StallAsync(path, Arrived, cancellationToken);

        first.Process.Kill();
        await first.Process.ExitAsync(cancellationToken);
        File.Exists(first.FileOf(path, ".lock")).ShouldBeTrue("a crash removes no file");
        var done = await second.AskAsync(Patch(path, 40, 60) + Rest, cancellationToken);

        (done.Status, done.Offset).ShouldBe((204, 100));
        second.Stored(path).ShouldBe(Arrived + Rest);
        Directory.GetFiles(directory.FullName).Length.ShouldBe(2, "what the crash left is cleared away");
    }

    // As a process that swaps, or a virtual machine that is moved: it does nothing for a while, and then goes on as if nothing had been.
    [Test]
    [CancelAfter(60_000)]
    public async Task A_stopped_process_keeps_its_lock(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var first = await StartAsync(directory, cancellationToken);
        using var second = await StartAsync(directory, cancellationToken, "-acquire-lock-timeout", "1s");
        var path = await first.CreateAsync(100, cancellationToken);
        using var stalled = await first.StallAsync(path, Arrived, cancellationToken);

        await first.Process.SignalAsync("STOP", cancellationToken);
        var early = await second.AskAsync(Patch(path, 40, 60) + Rest, cancellationToken);
        await stalled.SendAsync("zzz", cancellationToken);
        await first.Process.SignalAsync("CONT", cancellationToken);
        var head = await second.AskAsync(Request("HEAD", path), cancellationToken);
        var done = await second.AskAsync(Patch(path, head.Offset, 100 - head.Offset) + Rest[..(int)(100 - head.Offset)], cancellationToken);

        early.Status.ShouldBe(423);
        early.Body.ShouldStartWith("ERR_UPLOAD_LOCKED: ");
        head.Offset.ShouldBeInRange(40, 43, "the late bytes count if the holder got to read them before it was asked");
        done.Offset.ShouldBe(100);
        first.Stored(path).ShouldBe((Arrived + "zzz")[..(int)head.Offset] + Rest[..(int)(100 - head.Offset)]);
    }
}
