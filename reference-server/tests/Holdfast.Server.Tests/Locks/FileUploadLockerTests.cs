using System.Diagnostics;
using Holdfast.Server.Locks;

namespace Holdfast.Server.Tests;

/// <summary>Two lockers on one directory are to each other what two processes are: the lock belongs to the open file.</summary>
public sealed class FileUploadLockerTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-");

    private FileUploadLocker NewLocker() => new(_directory.FullName);

    private string At(string name) => Path.Combine(_directory.FullName, name);

    public void Dispose() => _directory.Delete(recursive: true);

    [Test]
    [CancelAfter(20_000)]
    public async Task A_lock_is_a_file_with_the_process_id_on_its_first_line_and_leaves_nothing_behind(CancellationToken cancellationToken)
    {
        await using (await NewLocker().AcquireAsync("a", () => { }, cancellationToken))
        {
            _directory.GetFiles().Select(file => file.Name).ShouldBe(["a.lock"]);
            (await FirstLineAsync("a.lock", cancellationToken)).ShouldBe($"{Environment.ProcessId}");
        }

        _directory.GetFiles().ShouldBeEmpty();
    }

    // As tusd, which knows nothing of our lock, reads it.
    private async Task<string> FirstLineAsync(string name, CancellationToken cancellationToken)
    {
        using var cat = Process.Start(new ProcessStartInfo("cat", [At(name)]) { RedirectStandardOutput = true })!;
        return await cat.StandardOutput.ReadLineAsync(cancellationToken) ?? "";
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_holder_in_another_process_is_asked_and_the_waiter_goes_on_at_once(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = await NewLocker().AcquireAsync("a", asked.SetResult, cancellationToken);
        var watch = Stopwatch.StartNew();

        var waiting = NewLocker().AcquireAsync("a", () => { }, cancellationToken).AsTask();
        await asked.Task.WaitAsync(cancellationToken);
        waiting.IsCompleted.ShouldBeFalse();
        await held.ShouldNotBeNull().DisposeAsync();
        await using var taken = await waiting;

        taken.ShouldNotBeNull();
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        File.Exists(At("a.stop")).ShouldBeFalse();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_waiter_that_gives_up_takes_its_wish_back(CancellationToken cancellationToken)
    {
        await using (await NewLocker().AcquireAsync("a", () => { }, cancellationToken))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            (await NewLocker().AcquireAsync("a", () => { }, patience.Token)).ShouldBeNull();

            _directory.GetFiles().Select(file => file.Name).ShouldBe(["a.lock"]);
        }

        await using var next = await NewLocker().AcquireAsync("a", () => { }, cancellationToken);
        next.ShouldNotBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task No_two_ever_hold_the_same_lock(CancellationToken cancellationToken)
    {
        const int Turns = 40;
        var inside = 0;
        var worst = 0;
        var turns = 0;
        async Task WorkAsync(FileUploadLocker locker)
        {
            for (var turn = 0; turn < Turns; turn++)
            {
                await using var held = await locker.AcquireAsync("a", () => { }, cancellationToken);
                held.ShouldNotBeNull();
                worst = Math.Max(worst, Interlocked.Increment(ref inside));
                await Task.Yield();
                turns++;
                Interlocked.Decrement(ref inside);
            }
        }

        var lockers = Enumerable.Range(0, 3).Select(_ => NewLocker()).ToList();
        await Task.WhenAll(lockers.SelectMany(locker => new[] { Task.Run(() => WorkAsync(locker)), Task.Run(() => WorkAsync(locker)) }));

        worst.ShouldBe(1);
        turns.ShouldBe(3 * 2 * Turns);
        _directory.GetFiles().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_crowd_in_one_process_does_not_starve_another(CancellationToken cancellationToken)
    {
        var crowd = NewLocker();
        using var done = new CancellationTokenSource();
        var members = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                await using var held = await crowd.AcquireAsync("a", () => { }, cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }
        })).ToList();

        var other = NewLocker();
        var watch = Stopwatch.StartNew();
        for (var turn = 0; turn < 20; turn++)
        {
            await using var held = await other.AcquireAsync("a", () => { }, cancellationToken);
            held.ShouldNotBeNull();
        }

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await done.CancelAsync();
        await Task.WhenAll(members);
    }

    [TestCase("", Description = "a crash between opening and writing")]
    [TestCase("1\nholdfast\n", Description = "our own from a process whose id lives again")]
    [TestCase("2000000000\n", Description = "tusd's from a dead process")]
    [TestCase("garbage", Description = "nobody's")]
    [CancelAfter(20_000)]
    public async Task Files_that_a_crash_left_block_no_request(string content, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(At("a.lock"), content, cancellationToken);
        await File.WriteAllTextAsync(At("a.stop"), "", cancellationToken);
        var asked = false;

        await using (await NewLocker().AcquireAsync("a", () => asked = true, cancellationToken))
        {
            File.Exists(At("a.stop")).ShouldBeFalse();
        }

        asked.ShouldBeFalse();
        _directory.GetFiles().ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_lock_of_tusd_with_our_own_process_id_is_from_a_predecessor_in_this_container(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(At("a.lock"), $"{Environment.ProcessId}\n", cancellationToken);

        await using var held = await NewLocker().AcquireAsync("a", () => { }, cancellationToken);

        held.ShouldNotBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_living_tusd_is_asked_in_its_own_way_and_waited_for(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(At("a.lock"), "1\n", cancellationToken);

        var waiting = NewLocker().AcquireAsync("a", () => { }, cancellationToken).AsTask();
        while (!File.Exists(At("a.stop")))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        waiting.IsCompleted.ShouldBeFalse();
        File.Delete(At("a.lock"));
        await using var held = await waiting;
        held.ShouldNotBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_wish_that_came_while_its_addressee_still_waited_is_passed_on_with_the_lock(CancellationToken cancellationToken)
    {
        var first = await NewLocker().AcquireAsync("a", () => { }, cancellationToken);
        var locker = NewLocker();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = locker.AcquireAsync("a", asked.SetResult, cancellationToken).AsTask();
        var third = locker.AcquireAsync("a", () => { }, cancellationToken).AsTask();
        asked.Task.IsCompleted.ShouldBeFalse("It holds nothing yet.");

        await first.ShouldNotBeNull().DisposeAsync();
        var held = await second;
        await asked.Task.WaitAsync(cancellationToken);

        await held.ShouldNotBeNull().DisposeAsync();
        await using var last = await third;
        last.ShouldNotBeNull();
    }

    [TestCase("../outside")]
    [TestCase("a/b")]
    [TestCase("a.info")]
    [CancelAfter(20_000)]
    public async Task An_id_that_is_no_file_name_is_locked_under_its_hash_inside_the_directory(
        string id, CancellationToken cancellationToken)
    {
        await using (await NewLocker().AcquireAsync(id, () => { }, cancellationToken))
        {
            var file = _directory.GetFileSystemInfos("*", SearchOption.AllDirectories).ShouldHaveSingleItem();
            file.Name.ShouldMatch(@"^\.[0-9a-f]{64}\.lock$");
            _directory.Parent!.GetFiles("outside*").ShouldBeEmpty();
        }

        _directory.GetFileSystemInfos().ShouldBeEmpty();
    }

    [TestCaseSource(nameof(IdsWithoutFileName))]
    [CancelAfter(20_000)]
    public async Task An_id_that_is_no_file_name_is_locked_for_other_processes_too(string id, CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var held = await NewLocker().AcquireAsync(id, asked.SetResult, cancellationToken);
        var writing = NewLocker().AcquireAsync(id, () => { }, cancellationToken).AsTask();
        await asked.Task.WaitAsync(cancellationToken);
        var reading = NewLocker().AcquireToReadAsync(id, () => { }, cancellationToken).AsTask();
        (writing.IsCompleted, reading.IsCompleted).ShouldBe((false, false));

        await held.ShouldNotBeNull().DisposeAsync();

        await (await writing).ShouldNotBeNull().DisposeAsync();
        await using var read = await reading;
        read.ShouldNotBeNull();
    }

    private static IEnumerable<TestCaseData> IdsWithoutFileName() =>
    [
        new TestCaseData("a/b").SetArgDisplayNames("in a directory that is not there"),
        new TestCaseData(new string('a', 201)).SetArgDisplayNames("201 characters"),
        new TestCaseData(new string('b', 5_000)).SetArgDisplayNames("5,000 characters"),
        new TestCaseData("a\0ü\n").SetArgDisplayNames("characters of no file name"),
        new TestCaseData("").SetArgDisplayNames("empty"),
    ];
}
