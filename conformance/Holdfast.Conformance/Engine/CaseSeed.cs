using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Conformance.Engine;

/// <summary>Gives each case its own stream of choices, which does not shift when other cases are selected or reordered.</summary>
internal static class CaseSeed
{
    public static ulong Of(ulong runSeed, string caseId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. BitConverter.GetBytes(runSeed), .. Encoding.UTF8.GetBytes(caseId)], hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
