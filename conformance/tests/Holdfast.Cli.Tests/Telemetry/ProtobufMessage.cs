using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Cli.Tests.Telemetry;

/// <summary>One message of Protocol Buffers as it is on the wire (Encoding): numbered fields, each any number of times.</summary>
internal sealed class ProtobufMessage
{
    private readonly List<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> _fields = [];

    private ProtobufMessage()
    {
    }

    public static ProtobufMessage Parse(ReadOnlyMemory<byte> wire)
    {
        var message = new ProtobufMessage();
        while (!wire.IsEmpty)
        {
            var key = ReadVarint(ref wire);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    message._fields.Add((number, ReadVarint(ref wire), default));
                    break;
                case 1:
                    message._fields.Add((number, BinaryPrimitives.ReadUInt64LittleEndian(Take(ref wire, 8).Span), default));
                    break;
                case 2:
                    message._fields.Add((number, 0, Take(ref wire, (int)ReadVarint(ref wire))));
                    break;
                case 5:
                    message._fields.Add((number, BinaryPrimitives.ReadUInt32LittleEndian(Take(ref wire, 4).Span), default));
                    break;
                default:
                    throw new InvalidDataException($"'{key & 7}' is not a wire type.");
            }
        }

        return message;
    }

    public IEnumerable<ProtobufMessage> Messages(int number) =>
        _fields.Where(field => field.Number == number).Select(field => Parse(field.Bytes));

    public string Text(int number) => Encoding.UTF8.GetString(Bytes(number).Span);

    public string Hex(int number) => Convert.ToHexStringLower(Bytes(number).Span);

    /// <summary>A number; 0 when the field isn't there.</summary>
    public long Number(int number) => (long)_fields.LastOrDefault(field => field.Number == number).Value;

    public bool Has(int number) => _fields.Exists(field => field.Number == number);

    private ReadOnlyMemory<byte> Bytes(int number) => _fields.LastOrDefault(field => field.Number == number).Bytes;

    private static ReadOnlyMemory<byte> Take(ref ReadOnlyMemory<byte> wire, int count)
    {
        var taken = wire[..count];
        wire = wire[count..];
        return taken;
    }

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> wire)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = Take(ref wire, 1).Span[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
