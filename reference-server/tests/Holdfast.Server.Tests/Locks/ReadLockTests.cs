using Holdfast.Server.Locks;

namespace Holdfast.Server.Tests;

/// <summary>
/// Requests that change nothing share the lock; a request that writes waits for all of them, and no request is overtaken.
/// </summary>
public sealed class ReadLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Test]
    [CancelAfter(20_000)]
    public async Task Readers_share_the_lock_and_a_writer_waits_for_all_of_them([Values] bool files, CancellationToken cancellationToken)
    {
        var (locker, asked) = (New(files), 0);
        var first = await ReadAsync(locker, cancellationToken, () => asked++);
        var second = await ReadAsync(locker, cancellationToken, () => asked++);

        var writer = WriteAsync(locker, cancellationToken);
        var late = ReadAsync(locker, cancellationToken);
        asked.ShouldBe(2);
        await first.DisposeAsync();
        (writer.IsCompleted, late.IsCompleted).ShouldBe((false, false));
        await second.DisposeAsync();
        var writing = await writer;
        late.IsCompleted.ShouldBeFalse("It came after the writer.");

        await writing.DisposeAsync();
        await (await late).DisposeAsync();
        Directory.GetFiles(_directory.FullName).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Readers_behind_a_writer_that_gives_up_go_on(CancellationToken cancellationToken)
    {
        var locker = New(files: false);
        var first = await ReadAsync(locker, cancellationToken);
        using var patience = new CancellationTokenSource();
        var writer = locker.AcquireAsync("a", () => { }, patience.Token).AsTask();
        var second = ReadAsync(locker, cancellationToken);
        second.IsCompleted.ShouldBeFalse();

        await patience.CancelAsync();

        (await writer).ShouldBeNull();
        await (await second).DisposeAsync();
        await first.DisposeAsync();
        await (await WriteAsync(locker, cancellationToken)).DisposeAsync();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_holder_whose_callback_throws_does_not_block_later_requests(CancellationToken cancellationToken)
    {
        var locker = New(files: false);
        var holder = await WriteAsync(locker, cancellationToken, () => throw new InvalidOperationException("no"));

        await Should.ThrowAsync<InvalidOperationException>(() => WriteAsync(locker, cancellationToken));

        var next = WriteAsync(locker, cancellationToken);
        await holder.DisposeAsync();
        await (await next).DisposeAsync();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_reader_asks_the_writer_of_another_process_and_waits_for_it(CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var writing = await WriteAsync(New(files: true), cancellationToken, asked.SetResult);

        var reader = ReadAsync(New(files: true), cancellationToken);
        await asked.Task.WaitAsync(cancellationToken);
        reader.IsCompleted.ShouldBeFalse();
        await writing.DisposeAsync();

        await (await reader).DisposeAsync();
        Directory.GetFiles(_directory.FullName).ShouldBeEmpty();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_reader_that_can_not_ask_waits_all_the_same(CancellationToken cancellationToken)
    {
        var writing = await WriteAsync(New(files: true), cancellationToken);
        var faults = new FileFaults();
        var locker = new FileUploadLocker(_directory.FullName, new FileLockOptions(), faults.Calls);
        faults.FailAt(1, FileFaults.NoSpace, once: false);

        var reader = ReadAsync(locker, cancellationToken);
        while (faults.Count < 10)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        reader.IsCompleted.ShouldBeFalse();
        await writing.DisposeAsync();
        await (await reader).DisposeAsync();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_living_tusd_is_waited_for(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(_directory.At("a.lock"), "1\n", cancellationToken);

        var reader = ReadAsync(New(files: true), cancellationToken);
        while (!File.Exists(_directory.At("a.stop")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
        }

        reader.IsCompleted.ShouldBeFalse();
        File.Delete(_directory.At("a.lock"));
        await (await reader).DisposeAsync();
    }

    private IUploadLocker New(bool files) => files ? new FileUploadLocker(_directory.FullName) : new MemoryUploadLocker();

    private static async Task<IUploadLock> ReadAsync(
        IUploadLocker locker, CancellationToken cancellationToken, Action? requestRelease = null) =>
        (await locker.AcquireToReadAsync("a", requestRelease ?? (() => { }), cancellationToken)).ShouldNotBeNull();

    private static async Task<IUploadLock> WriteAsync(
        IUploadLocker locker, CancellationToken cancellationToken, Action? requestRelease = null) =>
        (await locker.AcquireAsync("a", requestRelease ?? (() => { }), cancellationToken)).ShouldNotBeNull();
}
