namespace Holdfast.Conformance.Wire.Http2;

/// <summary>The type of a frame (RFC 9113, 6).</summary>
internal enum FrameType : byte
{
    Data = 0x0,
    Headers = 0x1,
    ResetStream = 0x3,
    Settings = 0x4,
    Ping = 0x6,
    GoAway = 0x7,
    WindowUpdate = 0x8,
    Continuation = 0x9,
}
