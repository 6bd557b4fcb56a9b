using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Server.Tests.Hooks.Grpc;

/// <summary>
/// A message of Protocol Buffers as its bytes say it, without a schema: the fields by their numbers. So the tests share no mistake with the
/// schema.
/// </summary>
internal sealed class ProtoFields
{
    private readonly List<(int Number, object Value)> _fields = [];

    public static ProtoFields Parse(ReadOnlySpan<byte> bytes)
    {
        var message = new ProtoFields();
        while (!bytes.IsEmpty)
        {
            var tag = TakeVarint(ref bytes);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    message._fields.Add((number, TakeVarint(ref bytes)));
                    break;
                case 2:
                    var length = (int)TakeVarint(ref bytes);
                    message._fields.Add((number, bytes[..length].ToArray()));
                    bytes = bytes[length..];
                    break;
                default:
                    throw new InvalidOperationException($"Field {number} has the wire type {tag & 7}.");
            }
        }

        return message;
    }

    /// <summary>The numbers that occur, each once.</summary>
    public IEnumerable<int> Numbers => _fields.Select(entry => entry.Number).Distinct();

    /// <summary>A number or a truth; 0 when it is left out.</summary>
    public long Number(int number) =>
        (long)_fields.Where(field => field.Number == number).Select(field => (ulong)field.Value).LastOrDefault();

    public string Text(int number) => Texts(number).LastOrDefault("");

    public IEnumerable<string> Texts(int number) => Contents(number).Select(bytes => Encoding.UTF8.GetString(bytes));

    public ProtoFields Message(int number) => Parse(Contents(number).Single());

    /// <summary>A map from text to text: messages with the key as field 1 and the value as field 2.</summary>
    public Dictionary<string, string> Map(int number) =>
        Contents(number).Select(bytes => Parse(bytes)).ToDictionary(entry => entry.Text(1), entry => entry.Text(2));

    public ProtoFields With(int number, long value) => Add(number, (ulong)value);

    public ProtoFields With(int number, string value) => Add(number, Encoding.UTF8.GetBytes(value));

    public ProtoFields With(int number, ProtoFields value) => Add(number, value.ToBytes());

    public ProtoFields With(int number, string key, string value) => With(number, new ProtoFields().With(1, key).With(2, value));

    public byte[] ToBytes()
    {
        var bytes = new List<byte>();
        foreach (var (number, value) in _fields)
        {
            if (value is byte[] content)
            {
                PutVarint(bytes, ((ulong)number << 3) | 2);
                PutVarint(bytes, (ulong)content.Length);
                bytes.AddRange(content);
            }
            else
            {
                PutVarint(bytes, (ulong)number << 3);
                PutVarint(bytes, (ulong)value);
            }
        }

        return [.. bytes];
    }

    /// <summary>The bytes of a message as gRPC sends it: not compressed, and with its length before it.</summary>
    public static byte[] Framed(byte[] message)
    {
        var frame = new byte[message.Length + 5];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static ulong TakeVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static void PutVarint(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }

    private IEnumerable<byte[]> Contents(int number) => _fields.Where(field => field.Number == number).Select(field => (byte[])field.Value);

    private ProtoFields Add(int number, object value)
    {
        _fields.Add((number, value));
        return this;
    }
}
