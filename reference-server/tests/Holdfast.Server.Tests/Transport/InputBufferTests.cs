using Holdfast.Server.Transport;

namespace Holdfast.Server.Tests.Transport;

public sealed class InputBufferTests
{
    [Test]
    public void Blocks_grow_while_they_are_filled_and_shrink_when_they_are_not()
    {
        var buffer = new InputBuffer();
        var rooms = new List<int>();
        foreach (var arrives in new[] { int.MaxValue, int.MaxValue, int.MaxValue, 100, 100, 100 })
        {
            var room = buffer.Room().Length;
            rooms.Add(room / 1024);
            buffer.Fill(Math.Min(room, arrives));
            buffer.Consume(buffer.Bytes.End);
            buffer.Release();
        }

        rooms.ShouldBe([16, 64, 256, 256, 64, 16]);
    }

    [Test]
    public void Bytes_keep_their_order_over_blocks_that_are_consumed_in_pieces()
    {
        var buffer = new InputBuffer();
        var sent = Enumerable.Range(0, 300_000).Select(index => (byte)(index * 31)).ToArray();
        var (filled, taken) = (0, new List<byte>());
        while (taken.Count < sent.Length)
        {
            var room = buffer.Room();
            var count = Math.Min(room.Length, sent.Length - filled);
            sent.AsSpan(filled, count).CopyTo(room);
            buffer.Fill(count);
            filled += count;
            var bytes = buffer.Bytes;
            var piece = bytes.Slice(0, filled == sent.Length ? bytes.Length : bytes.Length * 2 / 3);
            foreach (var block in piece)
            {
                taken.AddRange(block.Span);
            }

            buffer.IsEnd(bytes.End).ShouldBeTrue();
            buffer.Consume(piece.End);
        }

        taken.ShouldBe(sent);
        buffer.IsEmpty.ShouldBeTrue();
    }
}
