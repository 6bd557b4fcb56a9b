namespace Holdfast.Sabotage;

/// <summary>How a body that breaks off was ended, for a defect that treats one way otherwise than another.</summary>
internal enum BodyEnd
{
    /// <summary>By the server itself: another request wanted the upload, or nothing came for too long.</summary>
    Stopped,

    /// <summary>By a FIN.</summary>
    Closed,

    /// <summary>By a RST.</summary>
    Reset,
}
