"""All adapters by name."""

from collections.abc import Mapping

from kawal.field.channels.model import AdapterName
from kawal.field.channels.sms import generic, kannel, telerivet, twilio
from kawal.field.channels.sms.protocol import Adapter
from kawal.field.channels.telegram import outgoing as telegram

ADAPTERS: Mapping[AdapterName, Adapter] = {
    one.name: one for one in (telerivet.ADAPTER, kannel.ADAPTER, twilio.ADAPTER, generic.ADAPTER, telegram.ADAPTER)
}
