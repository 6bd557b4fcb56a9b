using System.Text;
using Holdfast.Server.Transport;

namespace Holdfast.Server.Tests.Transport;

[Platform("Linux")]
public sealed class SplicePipeTests
{
    // ENOSPC
    private const int NoSpace = 28;

    [Test]
    [CancelAfter(20_000)]
    public async Task Bytes_go_from_a_socket_to_their_place_in_a_file([Values] bool appends, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var path = directory.At("a");
        await File.WriteAllTextAsync(path, "01234", cancellationToken);
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        await pair.SendAsync("abcdef", cancellationToken);
        using var pipe = SplicePipe.TryOpen().ShouldNotBeNull();

        pipe.TryFill(pair.ServerSocket.SafeHandle, 4).ShouldBe(true);
        pipe.Count.ShouldBe(4);

        // A file that is open for appending takes no splice (splice(2), EINVAL), like a file system that has none.
        using (var file = new FileStream(path, appends ? FileMode.Append : FileMode.Open, FileAccess.Write))
        {
            pipe.MoveTo(file.SafeFileHandle, 5);
        }

        pipe.Count.ShouldBe(0);
        (await File.ReadAllTextAsync(path, Encoding.Latin1, cancellationToken)).ShouldBe("01234abcd");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_socket_that_has_nothing_is_told_from_one_at_its_end(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        using var pipe = SplicePipe.TryOpen().ShouldNotBeNull();
        pipe.TryFill(pair.ServerSocket.SafeHandle, 10).ShouldBe(false);

        pair.Client.Close();
        while (pipe.TryFill(pair.ServerSocket.SafeHandle, 10) == false)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        }

        pipe.TryFill(pair.ServerSocket.SafeHandle, 10).ShouldBeNull();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_file_without_room_is_an_error_and_leaves_the_rest_in_the_pipe(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        await pair.SendAsync("abcdef", cancellationToken);
        using var pipe = SplicePipe.TryOpen().ShouldNotBeNull();
        pipe.TryFill(pair.ServerSocket.SafeHandle, 10).ShouldBe(true);
        using var full = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);

        Should.Throw<IOException>(() => pipe.MoveTo(full, 0)).HResult.ShouldBe(NoSpace);
        pipe.Count.ShouldBe(6);
    }
}
