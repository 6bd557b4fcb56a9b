using System.Text;
using Microsoft.AspNetCore.Connections;

namespace Holdfast.Server.Tests.Transport;

[Platform("Linux")]
public sealed class SocketInputTests
{
    [Test]
    [CancelAfter(20_000)]
    public async Task A_cancelled_read_is_told_so_and_the_next_one_gets_every_byte(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        for (var round = 0; round < 100; round++)
        {
            var read = pair.Input.ReadAsync(cancellationToken);
            pair.Input.CancelPendingRead();
            var cancelled = await read;
            cancelled.IsCanceled.ShouldBeTrue();
            SocketPair.Take(pair.Input, cancelled).ShouldBeEmpty();
            await pair.SendAsync($"{round}", cancellationToken);

            SocketPair.Take(pair.Input, await pair.Input.ReadAsync(cancellationToken)).ShouldBe($"{round}");
        }
    }

    [Test]
    [NonParallelizable] // The process has a few pipes, which the uploads of other tests may all have taken.
    [CancelAfter(20_000)]
    public async Task Bytes_in_a_pipe_that_are_given_back_come_again(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        pair.Input.SpliceAtMost = 100;
        await pair.SendAsync("hello", cancellationToken);

        // Kestrel gives back a read that its own cancellation came with.
        var given = await pair.Input.ReadAsync(cancellationToken);
        pair.Input.AdvanceTo(given.Buffer.Start);
        var again = await pair.Input.ReadAsync(cancellationToken);

        again.Buffer.Length.ShouldBe(given.Buffer.Length);
        pair.Input.Pipe.ShouldNotBeNull().Count.ShouldBe(5);
        pair.Input.AdvanceTo(again.Buffer.End);
        pair.Input.SpliceAtMost = 0;
        await pair.SendAsync("next", cancellationToken);
        SocketPair.Take(pair.Input, await pair.Input.ReadAsync(cancellationToken)).ShouldBe("next");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_cancellation_without_a_read_is_told_by_the_next_one_and_by_no_other(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        pair.Input.CancelPendingRead();

        pair.Input.TryRead(out var first).ShouldBeTrue();
        pair.Input.AdvanceTo(first.Buffer.End);

        first.IsCanceled.ShouldBeTrue();
        pair.Input.TryRead(out _).ShouldBeFalse();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_token_ends_its_own_read_only(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        using var impatient = new CancellationTokenSource();
        var read = pair.Input.ReadAsync(impatient.Token);

        await impatient.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(read.AsTask());
        await pair.SendAsync("a", cancellationToken);
        SocketPair.Take(pair.Input, await pair.Input.ReadAsync(cancellationToken)).ShouldBe("a");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Bytes_that_were_looked_at_and_not_taken_come_again_with_those_behind_them(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        await pair.SendAsync("ab", cancellationToken);
        var first = await pair.Input.ReadAsync(cancellationToken);
        pair.Input.AdvanceTo(first.Buffer.GetPosition(1), first.Buffer.End);
        await pair.SendAsync(new string('c', 100_000), cancellationToken);

        var text = "";
        while (text.Length < 100_001)
        {
            var read = await pair.Input.ReadAsync(cancellationToken);
            text = Encoding.Latin1.GetString(read.Buffer);
            pair.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }

        text.ShouldBe("b" + new string('c', 100_000));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_reset_is_told_after_the_bytes_that_came_before_it(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        await pair.SendAsync("ab", cancellationToken);
        pair.Reset();

        SocketPair.Take(pair.Input, await pair.Input.ReadAsync(cancellationToken)).ShouldBe("ab");
        await Should.ThrowAsync<ConnectionResetException>(pair.Input.ReadAsync(cancellationToken).AsTask());
        await UntilClosedAsync(pair, cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_client_that_disconnects_while_its_body_is_unread_is_noticed(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        pair.Input.Watch();
        pair.Connection.ConnectionClosed.IsCancellationRequested.ShouldBeFalse();

        pair.Client.Close();

        await UntilClosedAsync(pair, cancellationToken);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_client_whose_bytes_wait_to_be_read_has_not_left(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        await pair.SendAsync("a", cancellationToken);
        for (var round = 0; round < 20; round++)
        {
            // The result of each check is reported by the thread pool, in order.
            pair.Input.Watch();
            await Task.Run(() => { }, cancellationToken);
        }

        SocketPair.Take(pair.Input, await pair.Input.ReadAsync(cancellationToken)).ShouldBe("a");
        pair.Connection.ConnectionClosed.IsCancellationRequested.ShouldBeFalse();
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_abort_ends_a_read_that_waits(CancellationToken cancellationToken)
    {
        await using var pair = await SocketPair.OpenAsync(cancellationToken);
        var read = pair.Input.ReadAsync(cancellationToken);

        pair.Connection.Abort(new ConnectionAbortedException("Over."));

        await Should.ThrowAsync<OperationCanceledException>(read.AsTask());
        await UntilClosedAsync(pair, cancellationToken);
    }

    private static async Task UntilClosedAsync(SocketPair pair, CancellationToken cancellationToken)
    {
        var closed = new TaskCompletionSource();
        await using var registration = pair.Connection.ConnectionClosed.Register(closed.SetResult);
        await closed.Task.WaitAsync(cancellationToken);
    }
}
