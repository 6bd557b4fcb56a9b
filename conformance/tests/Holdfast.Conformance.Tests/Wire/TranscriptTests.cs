using System.Text;
using Holdfast.Conformance.Wire;
using Holdfast.Reports.Results;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Conformance.Tests.Wire;

[CancelAfter(20_000)]
public sealed class TranscriptTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public async Task A_complete_exchange_is_recorded_in_order_with_directions_kinds_and_sizes(CancellationToken token)
    {
        const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n";
        await using var connected = await Connected.ToAsync(
            async peer =>
            {
                await peer.ReceiveUntilAsync("hello");
                await peer.SendAsync("HTTP/1.1 100 Continue\r\n\r\n" + Answer + new string('b', 300));
            },
            token);
        var request = new WireRequest("PUT", "/").WithBody("hello"u8.ToArray());
        await connected.Connection.ExchangeAsync(request, Connected.Patience, token);
        await connected.Connection.DisposeAsync();
        var entries = connected.Transcript.ToEntries();
        entries.Select(entry => $"{entry.Connection} {entry.Direction} {entry.Kind} "
            + $"{(entry.Kind is "connect" or "close" ? 0 : entry.Bytes ?? entry.Text.Length)}").ShouldBe(
        [
            "1 Sent connect 0", $"1 Sent head {request.Head().Length}", "1 Sent body 5",
            "1 Received interim 25", $"1 Received head {Answer.Length}", "1 Received body 300", "1 Sent close 0",
        ]);
        entries[1].Text.ShouldBe("PUT / HTTP/1.1\r\nContent-Length: 5\r\n\r\n");
        entries[2].Text.ShouldBe("hello");
        entries[5].Text.ShouldBe(new string('b', 160));
        entries.Select(entry => entry.AtMs).ShouldBeInOrder();
    }

    [Test]
    public void Connections_are_counted_from_1_in_the_order_in_which_they_were_dialled()
    {
        var transcript = Of();
        Enumerable.Range(0, 3).Select(_ => transcript.NextConnection()).ShouldBe([1, 2, 3]);
    }

    [Test]
    public void Times_count_from_the_start_of_the_case()
    {
        var transcript = Of();
        _time.Advance(TimeSpan.FromMilliseconds(1500));
        transcript.Event(1, WireDirection.Note, "note", "late");
        transcript.ToEntries().ShouldHaveSingleItem().AtMs.ShouldBe(1500);
    }

    [Test]
    public void Heads_are_cut_only_after_4096_bytes_and_keep_their_size()
    {
        var transcript = Of();
        transcript.Bytes(1, WireDirection.Sent, "head", Encoding.Latin1.GetBytes(new string('h', 5000)));
        var entry = transcript.ToEntries().ShouldHaveSingleItem();
        (entry.Text.Length, entry.Bytes).ShouldBe((4096, 5000));
    }

    [Test]
    public async Task Secrets_are_redacted_everywhere_also_if_the_server_repeats_them(CancellationToken token)
    {
        await using var connected = await Connected.ToAsync(
            async peer =>
            {
                await peer.ReceiveHeadAsync();
                await peer.SendAsync("HTTP/1.1 401 No\r\nX-Seen: Bearer s3cret\r\nContent-Length: 13\r\n\r\nBearer s3cret");
            },
            token,
            secrets: "Bearer s3cret");
        await connected.Connection.ExchangeAsync(
            new WireRequest("GET", "/").With("Authorization", "Bearer s3cret"), Connected.Patience, token);
        connected.Peer.Received.ShouldContain("Authorization: Bearer s3cret");
        var shown = string.Concat(connected.Transcript.ToEntries().Select(entry => entry.Text));
        shown.ShouldNotContain("s3cret");
        shown.Split("[redacted]").Length.ShouldBe(4);
    }

    [Test]
    public void Past_400_entries_the_rest_is_counted_and_not_kept()
    {
        var transcript = Of();
        for (var number = 1; number <= 450; number++)
        {
            transcript.Event(1, WireDirection.Note, "note", $"{number}");
        }

        var entries = transcript.ToEntries();
        entries.Count.ShouldBe(401);
        entries[399].Text.ShouldBe("400");
        entries[400].Text.ShouldBe("50 more entries were omitted.");
    }

    private Transcript Of() => new(new CaseClock(_time), []);
}
